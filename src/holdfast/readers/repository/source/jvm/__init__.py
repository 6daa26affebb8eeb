"""Applications in Java and Kotlin: Spring and other frameworks."""
