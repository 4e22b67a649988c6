// Maps: a city on a flat screen, and the hand that moves it. An entry of its own: whoever shows no map loads none of it.

export { type Hand, type Handled, mapHand } from './hand'
export * from './projection'
