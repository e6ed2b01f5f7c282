// Verifies tokens by the key sets that they were published with, each for its algorithm alone.
import { createLocalJWKSet, jwtVerify } from "jose";

const { tokens } = JSON.parse(process.argv[2]);
const verified = await Promise.all(
  tokens.map(async ({ token, jwks, algorithm }) => {
    const keys = createLocalJWKSet(jwks);
    const { payload, protectedHeader } = await jwtVerify(token, keys, { algorithms: [algorithm] });
    return { payload, algorithm: protectedHeader.alg };
  }),
);
console.log(JSON.stringify({ verified }));
