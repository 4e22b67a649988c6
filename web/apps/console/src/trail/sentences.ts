// An event of the log as a sentence: the same words in the office and on a phone.
export { byDay, type Happening, type Names, ofTimeline, ofTrail, sentence } from '@fieldloop/ui/trail'
