// What the manifest, the resources and the sources of the app say.
package org.essc.demo.support

import android.app.Activity
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.w3c.dom.Element

object Manifest {
    private val main: File = Surroundings.demo.resolve("app/src/main").toFile()

    /** Every activity's entry. */
    val activities: List<Element> = elements("activity")

    /** Every screen that can be opened. A new one is in here, or Android doesn't open it. */
    val screens: List<Class<out Activity>> = activities.map {
        Class.forName("org.essc.demo" + it.getAttribute("android:name")).asSubclass(Activity::class.java)
    }

    /** By their whole names. */
    val permissions: List<String> = elements("uses-permission").map { it.getAttribute("android:name") }

    /** The folders beside the app's own sources, which a build takes in by their names. */
    val sourceSets: List<String> = checkNotNull(main.parentFile.list()).sorted()

    /** Every file of Kotlin in them. */
    val kotlin: List<String> =
        main.parentFile.walk().filter { it.extension == "kt" }.map { it.relativeTo(main.parentFile).invariantSeparatorsPath }.toList()

    /** The app's sources, below [folder]. */
    fun sources(folder: String = ""): List<File> =
        main.resolve("kotlin/org/essc/demo/$folder").walk().filter { it.extension == "kt" }.toList()

    /** Every file of a name in the folders of resources, one for each configuration. */
    fun resources(name: String): List<File> = main.resolve("res").walk().filter { it.name == name }.sorted().toList()

    /** The manifest and all resources but the texts. */
    fun markup(): List<File> =
        main.resolve("res").walk().filter { it.extension == "xml" && it.name != "strings.xml" }.toList() + main.resolve("AndroidManifest.xml")

    /** The elements of a name in one of the app's XML files. */
    fun elements(file: String, name: String): List<Element> =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(main.resolve(file))
            .getElementsByTagName(name)
            .let { list -> (0 until list.length).map { list.item(it) as Element } }

    private fun elements(name: String) = elements("AndroidManifest.xml", name)
}
