// Every text that a person reads is in res, in both languages, and nothing else is there.
package org.essc.demo.words

import org.essc.demo.support.Manifest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.w3c.dom.Element

class ResourcesTest {
    private val english = texts("values")
    private val chinese = texts("values-zh")
    private val sources = Manifest.sources()

    @Test
    fun `both languages have the same texts`() {
        assertTrue("${english.size}", english.size > 100)
        assertEquals(english.filterValues { it.isTranslated }.keys.sorted(), chinese.keys.sorted())
        assertTrue("kept out of translation, and translated", chinese.values.all { it.isTranslated })
        assertEquals(setOf("values", "values-zh"), Manifest.resources("strings.xml").map { it.parentFile.name }.toSet())
    }

    @Test
    fun `both languages have the same places for the same kinds of arguments`() {
        for ((name, chinese) in chinese) {
            val english = english.getValue(name)
            val forms = english.forms.values + chinese.forms.values
            assertEquals(name, 1, forms.map(::places).toSet().size)
            val numbers = places(forms.first()).map { it.substringBefore('$').drop(1).toInt() }
            assertEquals("$name: places count from 1", (1..numbers.size).toList(), numbers)
        }
    }

    @Test
    fun `a number decides in the forms that its language has`() {
        val plurals = english.filterValues { it.tag == "plurals" }.keys
        assertEquals(plurals, chinese.filterValues { it.tag == "plurals" }.keys)
        for (name in plurals) {
            assertEquals(name, setOf("one", "other"), english.getValue(name).forms.keys)
            assertEquals(name, setOf("other"), chinese.getValue(name).forms.keys)
        }
    }

    @Test
    fun `English has no Chinese letters, Chinese has some, but for the switch between them`() {
        for ((name, text) in chinese) {
            if (name !in PUNCTUATION) assertTrue(name, text.forms.values.all { it.any(::isChinese) })
            if (name != SWITCH) assertFalse(name, english.getValue(name).forms.values.any { it.isBlank() || it.any(::isChinese) })
        }
    }

    @Test
    fun `no text is left that nothing shows`() {
        val used = used(sources.map { it.readText() }, """\bR\.(?:string|plurals)\.(\w+)""") +
            used(Manifest.markup().map { it.readText() }, """@(?:string|plurals)/(\w+)""")
        assertEquals(english.keys.sorted(), used.sorted())
    }

    @Test
    fun `no text is written in Kotlin`() {
        val said = sources.flatMap { file -> literals(file.readText()).map { "${file.name}: $it" to isRead(it) } }
        assertTrue("${said.size}", said.size > 20)
        assertEquals(emptyList<String>(), said.filter { it.second }.map { it.first })
        assertEquals(emptyList<String>(), sources.filter { it.readText().any(::isChinese) }.map { it.name })
    }

    @Test
    fun `a text in Kotlin would be found`() {
        val source = """
            // "Not this"
            @Suppress("Nor this") val a = "Try again" /* "Nor that" */
            val b = "http://a.b" + "${'$'}{x.y("two words")} · ${'$'}z" + "重试"
            val c = if (x) "Back" else checkNotNull(d()) { "no d is there" }
            val e = "${'$'}n seconds left"
        """
        assertEquals(listOf("Try again", "two words", "重试", "Back", "  seconds left"), literals(source).filter(::isRead))
    }

    private class Text(val tag: String, val isTranslated: Boolean, val forms: Map<String, String>)

    /** The texts of a folder by name. A form is the only one, or goes with a quantity. */
    private fun texts(folder: String): Map<String, Text> {
        val file = "res/$folder/strings.xml"
        val texts = listOf("string", "plurals").flatMap { Manifest.elements(file, it) }.map { element ->
            val items = element.getElementsByTagName("item").let { list -> (0 until list.length).map { list.item(it) as Element } }
            val forms = if (element.tagName == "string") mapOf("" to element.textContent) else
                items.associate { it.getAttribute("quantity") to it.textContent }
            element.getAttribute("name") to Text(element.tagName, element.getAttribute("translatable") != "false", forms)
        }
        assertEquals("two texts of one name", texts.map { it.first }.distinct(), texts.map { it.first })
        return texts.toMap()
    }

    /** The places for arguments, in the order of their numbers. One without a number is found as well. */
    private fun places(text: String): List<String> =
        Regex("""%(?:(\d+)\$)?[\d.]*[a-zA-Z%]""").findAll(text).map { it.value }.sorted().toList()

    /** The literals of a Kotlin source, what stands in them for values left out; no comments and no messages of faults. */
    private fun literals(source: String): List<String> = TOKEN.findAll(FAULT.replace(source, "")).flatMap { token ->
        val literal = token.groups[1]?.value ?: return@flatMap emptySequence()
        VALUE.findAll(literal).flatMap { literals(it.value) } + VALUE.replace(literal, " ")
    }.toList()

    /** Chinese, several words, or one that starts as a sentence does. */
    private fun isRead(literal: String) =
        literal.any(::isChinese) || SEVERAL_WORDS in literal || SENTENCE.matches(literal.trim())

    private fun isChinese(letter: Char) = letter in '\u4e00'..'\u9fff' || letter in '\u3000'..'\u303f' || letter in '\uff00'..'\uffef'

    private fun used(texts: List<String>, name: String): Set<String> =
        texts.flatMap { text -> Regex(name).findAll(text).map { it.groupValues[1] } }.toSet()

    private companion object {
        val PUNCTUATION = setOf("disclosed_separator", "disclosed_sentence", "function_separator")
        const val SWITCH = "language_label"

        /** A comment, or a literal with its content as the group. */
        val TOKEN = Regex("""//[^\n]*|/\*[\s\S]*?\*/|"((?:\\.|\$\{(?:[^{}"]|"[^"]*")*}|[^"\\])*)""" + '"')

        /** Where a literal has a value. */
        val VALUE = Regex("""\$\{(?:[^{}"]|"[^"]*")*}|\$\w+""")

        /** Annotations and the messages of programming errors: no person reads them. */
        val FAULT = Regex("""@\w+\("[^"]*"\)|check\w*\(.*\) \{ "[^"]*" }|\w*Exception\("[^"]*"\)""")
        val SEVERAL_WORDS = Regex("""\p{L} +\p{L}""")
        val SENTENCE = Regex("""\p{Lu}\p{Ll}+(?:[ ,.:!?…].*)?""")
    }
}
