// Keeps the app itself on the phone, so that it opens without a network. It never answers for the server: /api goes through.
const version = 'VERSION'
const files = ['FILES']
const shelf = `fieldloop-shell-${version}`
const page = '/field/index.html'

addEventListener('install', (event) => {
  // past the browser's own cache: what is kept here is what was built together
  const fresh = files.map((file) => new Request(file, { cache: 'reload' }))
  event.waitUntil(caches.open(shelf).then((cache) => cache.addAll(fresh)))
})

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith('fieldloop-shell-') && name !== shelf))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  )
})

// somebody who is told of a new version says when
addEventListener('message', (event) => {
  if (event.data === 'now') skipWaiting()
})

addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== location.origin || !pathname.startsWith('/field')) return
  const wanted = mode === 'navigate' ? page : pathname
  event.respondWith(caches.match(wanted).then((kept) => kept ?? fetch(event.request)))
})
