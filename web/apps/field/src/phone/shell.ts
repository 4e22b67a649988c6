// The app itself is kept on the phone by its service worker; a new version is offered, not forced into somebody's work.
import { ref } from 'vue'

/** Set when a new version has been fetched: calling it goes over to it. */
export const newVersion = ref<() => void>()

export function keepShell(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const had = Boolean(navigator.serviceWorker.controller)
  let left = false
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!had || left) return
    left = true
    location.reload()
  })
  void navigator.serviceWorker
    .register(`${import.meta.env.BASE_URL}sw.js`)
    .then((registration) => {
      offer(registration)
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', () => offer(registration)),
      )
    })
    // a page that may not have one works as long as there is a network
    .catch(() => undefined)
}

function offer({ waiting }: ServiceWorkerRegistration) {
  if (!waiting) return
  if (navigator.serviceWorker.controller) newVersion.value = () => waiting.postMessage('now')
}
