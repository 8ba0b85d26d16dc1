// What the manifest says, for tests that go through all screens.
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

    /** The app's sources, below [folder]. */
    fun sources(folder: String = ""): List<File> =
        main.resolve("kotlin/org/essc/demo/$folder").walk().filter { it.extension == "kt" }.toList()

    /** The elements of a name in one of the app's XML files. */
    fun elements(file: String, name: String): List<Element> =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(main.resolve(file))
            .getElementsByTagName(name)
            .let { list -> (0 until list.length).map { list.item(it) as Element } }

    private fun elements(name: String) = elements("AndroidManifest.xml", name)
}
