// A wallet on @openid4vc/openid4vci, as it is published: enrols all four profiles, reports them, renews.

import { createHash, randomBytes } from "node:crypto";
import { Openid4vciClient } from "@openid4vc/openid4vci";
import { Oauth2Client, clientAuthenticationAnonymous } from "@openid4vc/oauth2";
import { deviceKey, keep, need, refused, rememberingFetch, setting, step } from "../steps.mjs";

const everyday = await deviceKey();
const identity = await deviceKey();

const callbacks = {
  fetch: rememberingFetch,
  generateRandom: (length) => randomBytes(length),
  hash: (data, algorithm) => createHash(algorithm.replace("-", "")).update(data).digest(),
  signJwt: async (signer, { header, payload }) => {
    const key = [everyday, identity].find((key) => key.publicJwk === signer.publicJwk);
    return { jwt: await key.sign(header, payload), signerJwk: signer.publicJwk };
  },
  clientAuthentication: clientAuthenticationAnonymous(),
};
const client = new Openid4vciClient({ callbacks });
const oauth2 = new Oauth2Client({ callbacks });

const signerOf = (key) => ({ method: "jwk", alg: "ES256", publicJwk: key.publicJwk });
const dpop = { signer: signerOf(everyday) };
const { offer, tx_code: txCode } = setting.holders.adult;

const credentialOffer = await step(
  "offer",
  () => client.resolveCredentialOffer(offer),
  (read) => read.credential_configuration_ids.join(" "),
);

const issuerMetadata = await step(
  "metadata",
  async () => {
    const read = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    need(read.originalDraftVersion === "V1", `read as ${read.originalDraftVersion}`);
    return read;
  },
  () => "read as version 1.0",
);

const oauthWord = ({ errorResponse }) => `${errorResponse?.error} ${errorResponse?.essc_reason}`;
const redeem = (txCode) =>
  client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode, dpop,
  });

const wrong = txCode.replace(/./g, (digit) => (Number(digit) + 1) % 10);
await refused("token, wrong tx_code", () => redeem(wrong), oauthWord, "invalid_grant tx_code_wrong");

const tokens = await step(
  "token with DPoP",
  async () => {
    const { accessTokenResponse } = await redeem(txCode);
    need(accessTokenResponse.token_type === "DPoP", accessTokenResponse.token_type);
    return accessTokenResponse;
  },
);
await refused("token, offer used", () => redeem(txCode), oauthWord, "invalid_grant offer_dead");

async function proofOf(credentialConfigurationId, key, nonce) {
  const proof = await client.createCredentialRequestJwtProof({
    issuerMetadata, credentialConfigurationId, nonce, signer: signerOf(key),
  });
  return { jwt: [proof.jwt] };
}
const freshNonce = async () => (await client.requestNonce({ issuerMetadata })).c_nonce;

async function request(credentialConfigurationId, proofs, more = {}) {
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata, credentialConfigurationId, accessToken: tokens.access_token, proofs, dpop, ...more,
  });
  need(credentialResponse.credentials.length === 1, "one credential was asked for");
  return credentialResponse;
}

const credentialWord = ({ response }) => {
  const { data } = response?.credentialErrorResponseResult ?? {};
  // An answer without a body names no error: its challenge alone says what is missing.
  return data?.error ?? `${response?.response.status} ${response?.wwwAuthenticate?.[0].scheme}`;
};

const received = [];
let used;
for (const [configuration, key] of [
  ["essc-validity", everyday],
  ["essc-entitlement", everyday],
  ["essc-masked", identity],
  ["essc-identity", identity],
]) {
  const answer = await step(
    `credential ${configuration}`,
    async () => {
      used = await freshNonce();
      return request(configuration, await proofOf(configuration, key, used));
    },
    );
  keep(configuration, answer.credentials[0].credential, key.publicJwk);
  received.push(answer);
}

const masked = (nonce) => proofOf("essc-masked", identity, nonce);
await refused(
  "credential, nonce used",
  async () => request("essc-masked", await masked(used)),
  credentialWord,
  "invalid_nonce",
);
await step(
  "credential, once more with a fresh nonce",
  async () => request("essc-masked", await masked(await freshNonce())),
);
await refused(
  "credential, no nonce",
  async () => request("essc-masked", await masked()),
  credentialWord,
  "invalid_proof",
);
await refused(
  "credential, to be encrypted",
  async () => {
    const wish = { jwk: everyday.publicJwk, alg: "ECDH-ES", enc: "A256GCM" };
    const additionalRequestPayload = { credential_response_encryption: wish };
    return request("essc-masked", await masked(await freshNonce()), { additionalRequestPayload });
  },
  credentialWord,
  "invalid_encryption_parameters",
);
await refused(
  "credential, token without DPoP",
  async () => request("essc-masked", await masked(await freshNonce()), { dpop: undefined }),
  credentialWord,
  "401 DPoP",
);
await refused(
  "credential, DPoP by another key",
  async () => {
    const other = { signer: signerOf(identity) };
    return request("essc-masked", await masked(await freshNonce()), { dpop: other });
  },
  credentialWord,
  "invalid_token",
);

const notify = (notificationId) =>
  client.sendNotification({
    issuerMetadata,
    notification: { notificationId, event: "credential_accepted" },
    accessToken: tokens.access_token,
    dpop,
  });
await step(
  "notification of each card",
  async () => {
    for (const { notification_id: id } of received) await notify(id);
  },
);
await refused(
  "notification, unknown id",
  () => notify("made-up"),
  ({ response }) => response?.notificationErrorResponseResult?.data?.error,
  "invalid_notification_id",
);

const [authorizationServerMetadata] = issuerMetadata.authorizationServers;
const refresh = (refreshToken) =>
  oauth2.retrieveRefreshTokenAccessToken({ authorizationServerMetadata, refreshToken, dpop });
const renewed = await step(
  "refresh",
  async () => (await refresh(tokens.refresh_token)).accessTokenResponse,
);
await step(
  "credential essc-validity-renewal, without a proof",
  async () => {
    const more = { accessToken: renewed.access_token };
    const answer = await request("essc-validity-renewal", undefined, more);
    keep("essc-validity-renewal", answer.credentials[0].credential, everyday.publicJwk);
  },
);
await refused(
  "refresh, unknown token",
  () => refresh("made-up"),
  oauthWord,
  "invalid_grant access_lost",
);
