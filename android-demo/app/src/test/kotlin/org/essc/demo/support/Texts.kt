// The app's texts, as the screens have them that a test looks at.
package org.essc.demo.support

import org.essc.Language
import org.essc.demo.words.Words
import org.robolectric.RuntimeEnvironment

/** In Chinese, of the application that this test runs. */
val Zh: Words get() = texts(Language.ZH)

/** In English, of the application that this test runs. */
val En: Words get() = texts(Language.EN)

/** In a language, of the application that this test runs. */
fun texts(language: Language) = Words(RuntimeEnvironment.getApplication(), language)
