# What corslab serve sends as a header, without frames and with WebAssembly.
s|<meta name="color-scheme"|<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'">\n&|
