// JSON read strictly: a member that nobody asked for fails the test that reads it.
package org.essc.support

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser

/** The object that a text is. */
fun jsonObject(text: String): JsonObject = JsonParser.parseString(text).asJsonObject

/** Reads an object member by member and refuses those that are left over. */
fun <T> JsonObject.readWhole(read: Members.() -> T): T {
    val members = Members(this)
    return members.read().also { members.refuseUnread() }
}

/** The members of one object that are still to be read. */
class Members(private val json: JsonObject) {
    private val unread = json.keySet().toMutableSet()

    /** A member that must be there, be it null. */
    fun member(name: String): JsonElement {
        unread -= name
        return requireNotNull(json.get(name)) { "member $name is missing" }
    }

    /** A member that may be left out, and is no null then. */
    fun optional(name: String): JsonElement? {
        unread -= name
        return json.get(name)
    }

    fun text(name: String): String = member(name).asString

    fun number(name: String): Long = member(name).asLong

    fun texts(name: String): List<String> = member(name).asJsonArray.map(JsonElement::getAsString)

    fun array(name: String): JsonArray = member(name).asJsonArray

    /** A member that is null where it doesn't apply. */
    fun <T> nullable(name: String, read: (JsonElement) -> T): T? = member(name).takeUnless { it.isJsonNull }?.let(read)

    fun refuseUnread() = check(unread.isEmpty()) { "unknown members: $unread" }
}

/** The constant of a name in JSON, which is in lower case and parts its words before digits too. */
inline fun <reified T : Enum<T>> constant(name: String): T =
    enumValues<T>().single { it.name.replace("_", "") == name.uppercase().replace("_", "") }
