import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A key and a certificate for this machine's own address (127.0.0.1), signed by itself, valid for an hour. PEM. */
export function makeCertificate(now = new Date()): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  // X.509 (RFC 5280): the name "localhost", as issuer and as subject.
  const name = der(
    0x30,
    der(0x31, der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('localhost')))),
  )
  const from = new Date(now.getTime() - 60_000)
  const until = new Date(now.getTime() + 3_600_000)
  const addresses = der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = der(
    0x30,
    der(0x30, der(0x06, Buffer.from('551d11', 'hex')), der(0x04, addresses)),
    der(0x30, der(0x06, Buffer.from('551d13', 'hex')), der(0x04, der(0x30, der(0x01, Buffer.from([0xff]))))),
  )
  const told = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    der(0x30, der(0x17, utcTime(from)), der(0x17, utcTime(until))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', told, privateKey)]))
  const lines = der(0x30, told, algorithm, signature)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const short = length.subarray(length.findIndex((byte) => byte > 0))
  return Buffer.concat([Buffer.from([tag, 0x80 | short.length]), short, content])
}

function utcTime(date: Date): Buffer {
  return Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`)
}
