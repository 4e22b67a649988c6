// Presence: who else looks at the same order right now.
export { default as PresenceNote } from './PresenceNote.vue'
