// Taking pictures inside the app, small enough to send and marked with time, place and order; reading bar codes.
export { type Mark, type Pictured, picture, type Taken } from './picture'
