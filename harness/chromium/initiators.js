// initiators.js makes the requests of everything but fetch() and XMLHttpRequest:
// of elements, CSS properties and interfaces, as a page would use them.
//
// It is one function expression. driver.js calls it with helpers of its own and
// gets an object: for each API a function from a job to a promise of its result.
// Elements say {ok: true} when they have loaded. What tells a page nothing says
// so at once: how its requests end is for DevTools to report.
((driver) => {
  'use strict';
  const {failure, within, bodyOf} = driver;
  const failed = (message) => ({ok: false, name: 'error', message, early: false});

  // attempt settles with what start calls done with, or throws. The job's limit
  // ends it, and remove always does away with what it left in the page. It is told
  // whether that was late.
  const attempt = (job, start) => {
    let remove = () => {};
    const promise = new Promise((done) => {
      try {
        remove = start(done) ?? remove;
      } catch (error) {
        done(failure(error, true));
      }
    });
    promise.then(() => remove(false));
    return within(job.limit, promise, () => remove(true));
  };

  const attributes = (element, job) => {
    if (job.crossorigin !== null) element.setAttribute('crossorigin', job.crossorigin);
    if (job.init.referrerPolicy) element.referrerPolicy = job.init.referrerPolicy;
    return element;
  };

  // element waits for the event that says an element has loaded, or for error.
  const element = (name, prepare, loaded = 'load') => (job) => attempt(job, (done) => {
    const e = attributes(document.createElement(name), job);
    e.addEventListener(loaded, () => done({ok: true}), {once: true});
    e.addEventListener('error', () => done(failed('the error event of ' + name)), {once: true});
    prepare(e, job.url);
    if (name !== 'img') document.body.append(e);
    return () => e.remove();
  });

  const link = (rel, as) => element('link', (e, url) => {
    e.rel = rel;
    if (as) e.as = as;
    e.href = url;
  });

  const media = (name) => (job) => attempt(job, (done) => {
    const e = attributes(document.createElement(name), job);
    e.preload = 'auto';
    e.onloadeddata = () => done({ok: true});
    e.onerror = () => done(failed(`the error event of ${name}: ${e.error?.message}`));
    e.src = job.url;
    return () => {
      e.onerror = null;
      e.removeAttribute('src');
      e.load();
    };
  });

  const track = (job) => attempt(job, (done) => {
    const video = attributes(document.createElement('video'), job);
    const e = document.createElement('track');
    e.onload = () => done({ok: true});
    e.onerror = () => done(failed('the error event of track'));
    e.kind = 'metadata';
    e.src = job.url;
    video.append(e);
    document.body.append(video);
    e.track.mode = 'hidden';
    return () => video.remove();
  });

  // A URL in CSS: quoted, and nothing in it that could end the string.
  const cssURL = (url) => `url("${url.replace(/["\\\n\r\f]/g, (c) => `\\${c.codePointAt(0).toString(16)} `)}")`;

  const cssImport = (job) => attempt(job, (done) => {
    const e = document.createElement('style');
    e.onload = () => done({ok: true});
    e.onerror = () => done(failed('the error event of style'));
    e.textContent = `@import ${cssURL(job.url)};`;
    document.body.append(e);
    return () => e.remove();
  });

  // styled keeps the element: what it asks for is asked for when it is laid out.
  const styled = (property, extra) => (job) => {
    const e = document.createElement('div');
    Object.assign(e.style, {width: '1px', height: '1px', ...extra});
    e.style[property] = cssURL(job.url);
    document.body.append(e);
    e.getBoundingClientRect();
    return Promise.resolve({ok: true});
  };

  // manifest keeps the link until the next one: a document has one manifest, and asks
  // for it when it has a moment.
  const manifest = (job) => {
    document.querySelector('link[rel=manifest]')?.remove();
    const e = attributes(document.createElement('link'), job);
    e.rel = 'manifest';
    e.href = job.url;
    document.head.append(e);
    return Promise.resolve({ok: true});
  };

  const font = (job) => attempt(job, (done) => {
    const face = new FontFace('corslab', cssURL(job.url));
    face.load().then(() => done({ok: true}), (error) => done(failure(error, false)));
  });

  const use = (job) => attempt(job, (done) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const e = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    e.addEventListener('load', () => done({ok: true}));
    e.addEventListener('error', () => done(failed('the error event of use')));
    e.setAttribute('href', job.url.includes('#') ? job.url : job.url + '#a');
    svg.append(e);
    document.body.append(svg);
    return () => svg.remove();
  });

  const imported = (options) => (job) => attempt(job, (done) => {
    const refused = (error) => done(failure(error, error.message.startsWith('Failed to resolve module specifier')));
    import(job.url, options).then(() => done({ok: true}), refused);
  });

  const importedScripts = (job) => attempt(job, (done) => {
    try {
      importScripts(job.url);
      done({ok: true});
    } catch (error) {
      done(failure(error, error.name !== 'NetworkError'));
    }
  });

  // reconnecting returns the EventSource of the job before, which connects again by itself.
  const reconnecting = () => {
    const source = self.corslabSource;
    if (source.readyState === EventSource.CLOSED) throw new Error('the EventSource is closed');
    return source;
  };

  const eventSource = (job) => attempt(job, (done) => {
    const source = job.reconnect ? reconnecting() : new EventSource(job.url, {withCredentials: job.init.credentials === 'include'});
    if (job.keep) self.corslabSource = source;
    // Of one that is open the first error says that its stream has ended.
    let isStreaming = source.readyState === EventSource.OPEN;
    source.onopen = () => done({ok: true});
    source.onerror = () => {
      if (!isStreaming) done(failed('the error event of EventSource'));
      isStreaming = false;
    };
    return (isLate) => {
      source.onopen = source.onerror = null;
      if (isLate || !job.keep) source.close();
    };
  });

  const webSocket = (job) => attempt(job, (done) => {
    const socket = new WebSocket(job.url);
    socket.onopen = () => done({ok: true});
    socket.onerror = () => done(failed('the error event of WebSocket'));
    return () => socket.close();
  });

  // A worker says nothing when it has started. One that is of this kind says so
  // itself: see the scenario's script.
  const worker = (make, port) => (job) => attempt(job, (done) => {
    const object = make(job.url);
    object.onerror = (event) => done(failed('the error event of ' + object.constructor.name + ': ' + (event.message ?? '')));
    port(object).onmessage = () => done({ok: true});
    return () => object.terminate?.();
  });

  const beacon = (job) => attempt(job, (done) => {
    const taken = navigator.sendBeacon(job.url, job.body ? bodyOf(job.body) : undefined);
    done(taken ? {ok: true} : failed('sendBeacon() returned false'));
  });

  const ping = (job) => attempt(job, (done) => {
    const e = document.createElement('a'), here = location.href;
    e.ping = job.url;
    e.href = here.split('#')[0] + '#followed'; // of this document, whatever its base URL
    document.body.append(e);
    e.click();
    history.replaceState(null, '', here); // which the next ping tells
    done({ok: true});
    return () => e.remove();
  });

  // framed keeps the element, and does not wait for its load event, which says no more than
  // that there is a frame: the page is loaded anew after it.
  const framed = (name) => (job) => {
    const e = attributes(document.createElement(name), job);
    e.src = job.url;
    document.body.append(e);
    return Promise.resolve({ok: true});
  };

  const field = (form, name, value) => {
    const e = document.createElement('input');
    Object.assign(e, {type: 'hidden', name, value});
    form.append(e);
  };

  const form = (job) => {
    const target = document.createElement('iframe');
    target.name = 'corslab-form';
    document.body.append(target);
    const e = document.createElement('form');
    e.setAttribute('action', job.url);
    Object.assign(e, {method: job.init.method ?? 'GET', target: target.name});
    if (job.body?.kind === 'multipart') e.enctype = 'multipart/form-data';
    for (const [name, value] of job.body?.form ?? []) field(e, name, value);
    document.body.append(e);
    e.submit();
    return Promise.resolve({ok: true});
  };

  return {
    eventsource: eventSource,
    beacon,
    ping,
    img: element('img', (e, url) => { e.src = url; }),
    audio: media('audio'),
    video: media('video'),
    track,
    script: element('script', (e, url) => { e.src = url; }),
    module: element('script', (e, url) => { Object.assign(e, {type: 'module', src: url}); }),
    import: imported(),
    'json-module': imported({with: {type: 'json'}}),
    modulepreload: link('modulepreload'),
    stylesheet: link('stylesheet'),
    preload: link('preload', 'fetch'),
    prefetch: link('prefetch'),
    manifest,
    'css-import': cssImport,
    'css-image': styled('backgroundImage'),
    'css-mask': styled('maskImage'),
    'css-shape': styled('shapeOutside', {float: 'left'}),
    font,
    'svg-use': use,
    worker: worker((url) => new Worker(url), (object) => object),
    'shared-worker': worker((url) => new SharedWorker(url, {name: crypto.getRandomValues(new Uint32Array(4)).join()}), (object) => object.port),
    'import-scripts': importedScripts,
    websocket: webSocket,
    iframe: framed('iframe'),
    form,
    object: element('object', (e, url) => { e.data = url; }),
    embed: framed('embed'),
  };
})
