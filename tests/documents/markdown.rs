//! A Markdown document taken apart, section by section, into what does not depend on its language:
//! headings, tables, code, list items, targets of links, code spans and numbers.

/// A heading and what stands below it, up to the next heading of any level.
#[derive(Debug, Default)]
pub struct Section {
    /// 1 for the title; 0 for what stands before the first heading.
    pub level: usize,
    /// The number that the heading begins with (`6.2`), or nothing.
    pub number: String,
    /// The heading without its number.
    pub title: String,
    /// Tables by rows and cells, the row of dashes left out.
    pub tables: Vec<Vec<Vec<Text>>>,
    /// Fenced blocks in their order.
    pub blocks: Vec<Block>,
    /// Items of lists with bullets, and of lists with numbers.
    pub items: (usize, usize),
    /// Paragraphs that are in no list.
    pub paragraphs: usize,
    /// All text of the section but its fenced blocks.
    pub text: Text,
}

/// A fenced block: what stands after its opening fence, and its lines.
#[derive(Debug, Default)]
pub struct Block {
    pub info: String,
    pub code: String,
}

/// Running text or a table's cell.
#[derive(Debug, Default)]
pub struct Text {
    /// The text as it is written.
    pub source: String,
    /// What stands between backticks.
    pub spans: Vec<String>,
    /// Targets of links and pictures.
    pub links: Vec<String>,
    /// Numbers of the prose in small letters, without separators of thousands; months by their number.
    pub numbers: Vec<String>,
    /// Whether letters stand outside code spans and targets.
    pub has_words: bool,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The sections of a document, in their order.
pub fn sections(document: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut lines = document.lines().peekable();
    let mut is_in_paragraph = false;
    while let Some(line) = lines.next() {
        let was_in_paragraph = std::mem::take(&mut is_in_paragraph);
        let section = sections.last_mut().expect("the first section");
        if let Some(info) = line.trim_start().strip_prefix("```") {
            let code: Vec<_> =
                lines.by_ref().take_while(|line| line.trim_start() != "```").collect();
            section.blocks.push(Block { info: info.to_owned(), code: code.join("\n") });
        } else if line.starts_with('#') {
            sections.push(heading(line));
        } else if line.starts_with('|') {
            let follows = |line: &&str| line.starts_with('|');
            let mut rows = vec![line];
            while let Some(row) = lines.next_if(follows) {
                rows.push(row);
            }
            if rows.get(1).is_some_and(|row| is_head_end(row)) {
                section.tables.push(table(&rows));
            }
            section.text.source += &format!("{}\n", rows.join("\n"));
        } else if !is_markup(line) {
            let item = line.trim_start();
            let digits = item.trim_start_matches(|c: char| c.is_ascii_digit());
            let has_bullet = item.starts_with("- ") || item.starts_with("* ");
            let has_number = digits.len() < item.len() && digits.starts_with(". ");
            section.items.0 += usize::from(has_bullet);
            section.items.1 += usize::from(has_number);
            is_in_paragraph = !(item.is_empty() || has_bullet || has_number);
            section.paragraphs += usize::from(is_in_paragraph && !was_in_paragraph);
            section.text.source += &format!("{line}\n");
        }
    }
    for section in &mut sections {
        section.text = text(&std::mem::take(&mut section.text.source));
    }
    sections
}

/// Names of places for links, and comments for tools.
fn is_markup(line: &str) -> bool {
    line.starts_with("<a id=") || line.starts_with("<!--")
}

fn heading(line: &str) -> Section {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    let title = title.trim();
    let (first, rest) = title.split_once(' ').unwrap_or((title, ""));
    let is_number = first.starts_with(|c: char| c.is_ascii_digit())
        && first.chars().all(|c| c.is_ascii_digit() || c == '.');
    let (number, title) = if is_number { (first, rest) } else { ("", title) };
    let (number, title) = (number.to_owned(), title.to_owned());
    let text = Text { source: format!("{title}\n"), ..Text::default() };
    Section { level, number, title, text, ..Section::default() }
}

/// Whether a row is the one of dashes, without which there is no table.
fn is_head_end(row: &str) -> bool {
    row.contains("---") && row.chars().all(|c| "|-: ".contains(c))
}

fn table(rows: &[&str]) -> Vec<Vec<Text>> {
    let cells = |row: &str| cells(row).iter().map(|cell| text(cell.trim())).collect();
    rows.iter().filter(|row| !is_head_end(row)).map(|row| cells(row)).collect()
}

/// The cells of a row: bars in code spans and behind a backslash don't end one.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut in_code, mut escaped) = (false, false);
    for c in row.trim().trim_start_matches('|').chars() {
        in_code ^= c == '`';
        match cells.last_mut() {
            Some(cell) if c != '|' || in_code || escaped => cell.push(c),
            _ => cells.push(String::new()),
        }
        escaped = c == '\\';
    }
    cells.pop();
    cells
}

/// Takes running text apart.
pub fn text(source: &str) -> Text {
    let mut text = Text { source: source.to_owned(), ..Text::default() };
    let mut prose = String::new();
    for (i, part) in source.split('`').enumerate() {
        if i % 2 == 1 {
            text.spans.push(part.to_owned());
            prose.push(' ');
        } else {
            prose.push_str(part);
        }
    }
    let mut parts = prose.split("](");
    let mut words = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (target, after) = part.split_once(')').unwrap_or((part, ""));
        text.links.push(target.to_owned());
        words.push_str(&format!("]{after}"));
    }
    text.has_words = words.chars().any(char::is_alphabetic);
    text.numbers = numbers(&words);
    text
}

/// The words of ASCII letters and digits that have a digit, and the months, in their order.
fn numbers(prose: &str) -> Vec<String> {
    let chars: Vec<char> = prose.chars().collect();
    let mut words = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let digit =
            |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let joins = ".,".contains(*c) && digit(i.checked_sub(1)) && digit(Some(i + 1));
        match words.last_mut() {
            Some(word) if c.is_ascii_alphanumeric() || joins => word.push(*c),
            _ => words.push(String::new()),
        }
    }
    let number = |word: String| match MONTHS.iter().position(|month| *month == word) {
        Some(month) => Some((month + 1).to_string()),
        None if word.contains(|c: char| c.is_ascii_digit()) => {
            Some(word.replace(',', "").to_ascii_lowercase())
        }
        None => None,
    };
    words.into_iter().filter_map(number).collect()
}

/// The places of a document that a link can name: its headings as GitHub writes them, and what stands
/// in `<a id="…">`.
pub fn places(document: &str) -> Vec<String> {
    let slug = |section: &Section| {
        let title = format!("{} {}", section.number, section.title).trim().to_lowercase();
        let kept = title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    let mut places: Vec<String> = sections(document).iter().skip(1).map(slug).collect();
    let named = document.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    places.extend(named.map(str::to_owned));
    places
}

#[test]
fn a_document_falls_into_its_sections() {
    let document = "\
        before\n# Title, version 1\n\nSee [a](b.md#c) and `x`.\n\n## 6.2 Rules\n\n- one\n- two, 4,096 \
        bytes\n1. first\n\n| a | b |\n| --- | --- |\n| `x | y` | 2 |\n| - | 3\\|4 |\n\n```json\n# no \
        heading\n```\n<a id=\"rules\"></a>\n### Regions\n";
    let sections = sections(document);
    let heads: Vec<_> = sections.iter().map(|s| (s.level, &*s.number, &*s.title)).collect();
    assert_eq!(
        heads,
        [(0, "", ""), (1, "", "Title, version 1"), (2, "6.2", "Rules"), (3, "", "Regions")]
    );
    assert_eq!(sections[1].text.links, ["b.md#c"]);
    assert_eq!(sections[1].text.spans, ["x"]);
    assert_eq!(sections[1].text.numbers, ["1"]);
    assert_eq!(sections[2].items, (2, 1));
    assert_eq!(sections.iter().map(|s| s.paragraphs).collect::<Vec<_>>(), [1, 1, 0, 0]);
    assert_eq!(sections[2].text.numbers, ["4096", "1", "2", "3", "4"]);
    assert_eq!(sections[2].blocks[0].info, "json");
    assert_eq!(sections[2].blocks[0].code, "# no heading");
    let rows = &sections[2].tables[0];
    let sources: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| &*cell.source).collect()).collect();
    assert_eq!(sources, [["a", "b"], ["`x | y`", "2"], ["-", "3\\|4"]]);
    assert_eq!(places(document), ["title-version-1", "62-rules", "regions", "rules"]);
}

#[test]
fn a_number_is_the_same_in_both_languages_ways_to_write_it() {
    for (english, chinese, expected) in [
        ("at most 4,096 bytes", "不超过 4096 字节", ["4096"].as_slice()),
        ("on 29 February", "2 月 29 日", &["2", "29"]),
        ("(§6.1, §6.2).", "（§6.1、§6.2）。", &["6.1", "6.2"]),
        ("10-M has 57 modules", "10-M 为 57 模块", &["10", "57"]),
        ("Base45 is strict. U+FDD0", "U+FDD0。base45 从严", &["base45", "fdd0"]),
    ] {
        for prose in [english, chinese] {
            let mut numbers = text(prose).numbers;
            numbers.sort();
            assert_eq!(numbers, expected, "{prose}");
        }
    }
}
