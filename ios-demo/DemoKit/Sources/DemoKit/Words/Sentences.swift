// Sentences put together from what the SDK says as data: disclosures, functions, list names.

import Essc

extension Words {
    /// Before a code is made: what its profile tells a venue.
    public func willDisclose(_ profile: Profile) -> String {
        switch profile {
        case .validity:
            pick(
                "只有：持有有效的社保卡，以及发卡城市。没有姓名和号码。",
                "Only that you hold a valid card, and the city that issued it. No name, no number.")
        case .entitlement:
            pick(
                "只有：是否符合此处的优待条件，以及发卡城市。没有姓名和号码。",
                "Only whether you are entitled here, and the city that issued the card. "
                    + "No name, no number.")
        case .masked:
            pick(
                "遮住一部分的姓名和证件号，以及发卡城市。",
                "Your name and document number with parts hidden, "
                    + "and the city that issued the card.")
        case .identity:
            pick(
                "姓名、证件号、社保卡号和发卡城市，全部可见。",
                "Your full name, document number, card number, "
                    + "and the city that issued the card.")
        }
    }

    /// Beside a code: what it tells a venue, the values included.
    public func disclosed(_ what: Disclosed) -> String {
        capitalized(facts(what).joined(separator: pick("，", ", "))) + pick("。", ".")
    }

    /// What a venue sees, line by line.
    public func lines(_ what: Disclosed) -> [String] {
        facts(what).map(capitalized)
    }

    /// The functions loaded on a card.
    public func functionNames(_ functions: [CardFunction]) -> String {
        capitalized(functions.map(name).joined(separator: pick("、", ", ")))
    }

    /// What a list is called on the lists screen.
    public func listName(_ list: ListName) -> String {
        switch list {
        case .trustList:
            pick("信任列表", "Trust list")
        case .statusList(let region, let number):
            "\(region.name(in: language)) · "
                + pick("卡状态 \(number)", "card status \(number)")
        case .catalogue(let region):
            "\(region.name(in: language)) · " + pick("应用目录", "catalogue")
        }
    }

    private func facts(_ what: Disclosed) -> [String] {
        var facts: [String] = []
        switch what {
        case .validity: break
        case .entitlement(_, let answers): facts += answers.map(answer)
        case .masked(_, let document, let name, let number):
            facts += [pick("姓名 \(name)", "name \(name)"), "\(kind(document)) \(number)"]
        case .identity(_, let document, let name, let number, let cardNumber):
            facts += [
                pick("姓名 \(name)", "name \(name)"), "\(kind(document)) \(number)",
                pick("社保卡号 \(cardNumber)", "card number \(cardNumber)"),
            ]
        }
        let city = what.region.name(in: language)
        facts.append(pick("\(city)的有效社保卡", "valid card of \(city)"))
        return facts
    }

    private func kind(_ kind: IDDocumentKind) -> String {
        switch kind {
        case .mainland: pick("身份证号", "ID number")
        case .residencePermit: pick("居住证号", "residence permit")
        case .foreignPermanentResident: pick("永久居留证号", "permanent residence card")
        case .passport: pick("护照号", "passport")
        }
    }

    private func answer(_ answer: Answer) -> String {
        switch answer {
        case .senior60: pick("年满 60 岁", "60 or older")
        case .senior65: pick("年满 65 岁", "65 or older")
        case .minor: pick("未成年人", "a minor")
        case .resident: pick("本市居民", "a resident of the city")
        case .disability: pick("持残疾人证", "holds a disability certificate")
        }
    }

    private func name(_ function: CardFunction) -> String {
        switch function {
        case .identity: pick("身份凭证", "identity")
        case .query: pick("信息查询", "queries")
        case .medical: pick("就医购药", "medical")
        case .transit: pick("交通出行", "transit")
        case .payment: pick("支付缴费", "payments")
        case .disbursement: pick("待遇领取", "benefits")
        }
    }

    private func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    private func pick(_ zh: String, _ en: String) -> String {
        language == .zh ? zh : en
    }
}
