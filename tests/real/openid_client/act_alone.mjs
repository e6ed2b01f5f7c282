// node act_alone.mjs REQUEST: a program without a person asks for a token of its own.

import * as client from "openid-client";
import { discover, verifiedAccessToken } from "./issuer.mjs";

const request = JSON.parse(process.argv[2]);
const config = await discover(request);
const tokens = await client.clientCredentialsGrant(config, { scope: request.scope });
const report = {
  names: Object.keys(tokens),
  accessToken: await verifiedAccessToken(config, tokens.access_token, request.audience),
};
process.stdout.write(JSON.stringify(report));
