// Light or dark, Chinese or English: the choice is the same in every app.
export { chooseDark, chooseLanguage, dark, restoreAppearance } from '@fieldloop/ui/appearance'
