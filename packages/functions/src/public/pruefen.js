/**
 * Script of the verification page: computes the SHA-256 of a file here, in the browser, and asks for that alone. Plain
 * JavaScript, as it is served; the file itself is sent nowhere.
 */
;(() => {
  const MB = 1024 * 1024
  const LIMIT = 500 * MB
  /** Up to here the browser computes it at once; above, and where it cannot, we do it part by part. */
  const AT_ONCE = 32 * MB
  const PART = 4 * MB
  const ADDRESS = /\/pruefen\/([a-z0-9-]{2,40})\/([0-9a-f]{32})/

  const area = document.getElementById("pruefung")
  const drop = document.getElementById("ablage")
  const input = document.getElementById("datei")
  const bar = document.getElementById("fortschritt")
  const out = document.getElementById("ergebnis")
  if (!area || !drop || !input || !bar || !out) return
  area.hidden = false
  let turn = 0

  input.addEventListener("change", () => {
    if (input.files?.[0]) check(input.files[0])
  })
  for (const name of ["dragenter", "dragover"])
    document.addEventListener(name, (event) => {
      event.preventDefault()
      drop.classList.add("over")
    })
  for (const name of ["dragleave", "drop"])
    document.addEventListener(name, (event) => {
      event.preventDefault()
      drop.classList.remove("over")
    })
  document.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files?.[0]
    if (file) check(file)
  })

  async function check(file) {
    const mine = ++turn
    document.getElementById("antwort")?.remove()
    say({ kind: "wait", title: "Die Datei wird geprüft", lines: [], links: [] })
    try {
      const words = await answer(file, (done) => {
        if (mine !== turn) return
        bar.hidden = done >= 1
        bar.value = done
      })
      if (mine === turn) say(words)
    } catch {
      if (mine === turn)
        say({
          kind: "input",
          title: "Die Datei konnte nicht geprüft werden",
          lines: ["Bitte prüfen Sie die Verbindung zum Netz und versuchen Sie es noch einmal."],
          links: [],
        })
    } finally {
      if (mine === turn) {
        bar.hidden = true
        input.value = ""
      }
    }
  }

  async function answer(file, progress) {
    if (file.size === 0)
      return {
        kind: "input",
        title: "Die Datei ist leer",
        lines: ["Sie hat 0 Byte und kann kein Dokument sein."],
        links: [],
      }
    if (file.size > LIMIT)
      return {
        kind: "input",
        title: "Die Datei ist zu groß",
        lines: ["Hier werden Dateien bis 500 MB geprüft. Bitte tragen Sie stattdessen die Prüfsumme ein."],
        links: [],
      }
    const { sha256, address } = await digest(file, progress)
    let at = area.dataset.at ?? ""
    // On the general page the paper itself says where it can be asked about: its address stands in the file.
    if (at === "") at = address ?? ""
    if (at === "")
      return {
        kind: "input",
        title: "Die Datei nennt keine Prüfadresse",
        lines: [
          "Öffnen Sie bitte die Adresse, die auf der letzten Seite des Dokuments steht, und prüfen Sie die Datei dort. Oder tragen Sie Haus und Prüfsumme ein:",
          sha256,
        ],
        links: [],
      }
    const response = await fetch(`${at}?sha256=${sha256}`, { headers: { Accept: "application/json" } })
    const words = await response.json()
    if (words.error) return { kind: "input", title: "Das geht gerade nicht", lines: [words.error.message], links: [] }
    const own = address !== undefined && !at.startsWith(address)
    if (own && (words.kind === "unknown" || words.kind === "other"))
      words.links = [...words.links, { label: "Die Datei nennt eine andere Prüfadresse: dort prüfen", href: address }]
    return words
  }

  function say({ kind, title, lines, links }) {
    const good = kind === "code" || kind === "file" || kind === "public"
    const note = document.createElement("div")
    note.className = kind === "wait" ? "note" : `note ${good ? "good" : "bad"}`
    note.dataset.kind = kind
    const head = document.createElement("h2")
    head.textContent = title
    note.append(head)
    for (const line of lines) {
      const p = document.createElement("p")
      p.textContent = line
      note.append(p)
    }
    for (const { label, href } of links) {
      if (!href.startsWith("/")) continue
      const p = document.createElement("p")
      const a = document.createElement("a")
      a.href = href
      a.textContent = label
      p.append(a)
      note.append(p)
    }
    out.replaceChildren(note)
  }

  /** The SHA-256 in hexadecimal digits, and the verification address that the file names. */
  async function digest(file, progress) {
    const subtle = globalThis.crypto?.subtle
    const whole = file.size <= AT_ONCE && subtle ? await file.arrayBuffer() : undefined
    if (whole) {
      const sha256 = hex(new Uint8Array(await subtle.digest("SHA-256", whole)))
      progress(1)
      return { sha256, address: addressIn(new Uint8Array(whole)) }
    }
    const hash = sha256Parts()
    let address
    let tail = new Uint8Array()
    for (let from = 0; from < file.size; from += PART) {
      const part = new Uint8Array(await file.slice(from, from + PART).arrayBuffer())
      hash.add(part)
      if (address === undefined) {
        // An address may lie across the border of two parts.
        const seam = new Uint8Array(tail.length + part.length)
        seam.set(tail)
        seam.set(part, tail.length)
        address = addressIn(seam)
        tail = seam.slice(-200)
      }
      progress((from + part.length) / file.size)
    }
    return { sha256: hash.end(), address }
  }

  function addressIn(bytes) {
    for (let from = 0; from < bytes.length; from += PART) {
      const text = new TextDecoder("latin1").decode(bytes.subarray(Math.max(0, from - 200), from + PART))
      const found = ADDRESS.exec(text)
      if (found) return found[0]
    }
    return undefined
  }

  function hex(bytes) {
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")
  }

  /** SHA-256 (FIPS 180-4) over parts, for files that are too large to be held at once. */
  function sha256Parts() {
    const K = new Uint32Array(64)
    const H = new Uint32Array(8)
    // First 32 bits of the fractional parts of cube and square roots of the first primes.
    let count = 0
    for (let n = 2; count < 64; n++) {
      let prime = true
      for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
      if (!prime) continue
      if (count < 8) H[count] = fraction(Math.sqrt(n))
      K[count++] = fraction(Math.cbrt(n))
    }
    const W = new Uint32Array(64)
    const rest = new Uint8Array(64)
    let held = 0
    let length = 0
    function block(bytes, at) {
      for (let i = 0; i < 16; i++) {
        const j = at + i * 4
        W[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3]
      }
      for (let i = 16; i < 64; i++) {
        const a = W[i - 15]
        const b = W[i - 2]
        const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)
        const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10)
        W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0
      }
      let a = H[0]
      let b = H[1]
      let c = H[2]
      let d = H[3]
      let e = H[4]
      let f = H[5]
      let g = H[6]
      let h = H[7]
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
        h = g
        g = f
        f = e
        e = (d + t1) | 0
        d = c
        c = b
        b = a
        a = (t1 + t2) | 0
      }
      H[0] += a
      H[1] += b
      H[2] += c
      H[3] += d
      H[4] += e
      H[5] += f
      H[6] += g
      H[7] += h
    }
    function add(bytes) {
      length += bytes.length
      let at = 0
      if (held > 0) {
        const take = Math.min(64 - held, bytes.length)
        rest.set(bytes.subarray(0, take), held)
        held += take
        at = take
        if (held < 64) return
        block(rest, 0)
        held = 0
      }
      for (; at + 64 <= bytes.length; at += 64) block(bytes, at)
      rest.set(bytes.subarray(at), 0)
      held = bytes.length - at
    }
    function end() {
      const bits = length * 8
      const pad = new Uint8Array((held < 56 ? 64 : 128) - held)
      pad[0] = 0x80
      const view = new DataView(pad.buffer)
      view.setUint32(pad.length - 8, Math.floor(bits / 2 ** 32))
      view.setUint32(pad.length - 4, bits >>> 0)
      add(pad)
      return hex(Uint8Array.from({ length: 32 }, (_, i) => H[i >> 2] >>> (24 - (i % 4) * 8)))
    }
    return { add, end }
  }

  /** First 32 bits of the fraction of a number below 2^21. */
  function fraction(x) {
    return Math.floor((x - Math.floor(x)) * 2 ** 32)
  }
})()
