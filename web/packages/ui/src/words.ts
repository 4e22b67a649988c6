// How moments, money, phones, phases and failures are said, without a component of the office: for the apps of phones.
export { type CompanyClock, companyClock, dayOf, provideClock, useClock } from './clock'
export { type Explained, explain } from './ErrorState/explain'
export { absolute, clockTime, dayText, minutesText, momentOf, relative, wallOf, windowText } from './MomentText/moment'
export { minorOf, moneyText } from './MoneyText/money'
export { phaseTone } from './PhaseTag/phase'
export { phoneText } from './PhoneText/phone'
export type { Tone } from './StatusTag/tone'
