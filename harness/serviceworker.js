// serviceworker.js is the service worker of a page: it answers requests by the
// routes of a scenario. Go puts the routes behind it, as the argument of the function
// that it is; see the type workerRoute in serviceworker.go.
//
// The harness's own requests, for documents and for scripts of workers, are left
// alone. Strings that stand for bytes hold one code point per byte.
((routes) => {
  'use strict';
  const absolute = (url) => url.startsWith('/') ? location.origin + url : url;
  const exact = new Map();
  const prefixes = [];
  for (const route of routes) {
    const url = absolute(route.url);
    if (url.endsWith('*')) prefixes.push({...route, url: url.slice(0, -1)});
    else exact.set(url, route);
  }
  prefixes.sort((a, b) => b.url.length - a.url.length);

  const find = (url) => {
    const whole = url.split('#')[0];
    const path = whole.split('?')[0];
    return exact.get(whole) ?? exact.get(path) ??
      prefixes.find((p) => (p.url.includes('?') ? whole : path).startsWith(p.url));
  };

  const bytes = (text) => text === '' ? null : Uint8Array.from(text, (c) => c.charCodeAt(0));

  const answer = async (request, {respond, error, redirect, fetch: own}) => {
    if (error) return Response.error();
    if (redirect) return Response.redirect(redirect.url, redirect.status);
    if (respond) return new Response(bytes(respond.body), {status: respond.status, headers: respond.headers});
    if (own.url) return await fetch(own.url, own.init);
    return await (own.init ? fetch(request, own.init) : fetch(request));
  };

  addEventListener('install', (event) => event.waitUntil(skipWaiting()));
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  addEventListener('fetch', (event) => {
    const {request} = event;
    if (request.mode === 'navigate' || request.url.startsWith(location.origin + '/corslab-')) return;
    const route = find(request.url);
    if (route?.respond || route?.error || route?.redirect || route?.fetch) event.respondWith(answer(request, route));
  });
})
