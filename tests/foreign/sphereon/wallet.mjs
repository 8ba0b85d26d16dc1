// A wallet on @sphereon/oid4vci-client, as it is published: OpenID4VCI draft 15. How far that goes with an
// issuer of version 1.0, and that nothing but the drafts' differences stops it: where one does, the wallet
// does by hand what version 1.0 says, and goes on with the library.

import {
  CredentialRequestClientBuilderV1_0_15,
  MetadataClientV1_0_15,
  OpenID4VCIClientV1_0_15,
  ProofOfPossessionBuilder,
} from "@sphereon/oid4vci-client";
import {
  answers, deviceKey, keep, need, refused, rememberHttps, setting, step,
} from "../steps.mjs";

rememberHttps();
const FORMAT = "essc+cwt";
const key = await deviceKey();
const { offer, tx_code: txCode } = setting.holders.adult;

const proofCallbacks = { signCallback: ({ header, payload }) => key.sign(header, payload) };
// The library writes the nonce it was told into these options, so each call gets its own.
const createDPoPOpts = () => ({
  jwtIssuer: { alg: "ES256", jwk: key.publicJwk },
  dPoPSigningAlgValuesSupported: ["ES256"],
  jwtPayloadProps: {},
  createJwtCallback: (_issuer, { header, payload }) => key.sign(header, payload),
});
const status = ({ message }) => message.match(/status: \d+/)?.[0] ?? message;

const offered = await step(
  "offer",
  () => OpenID4VCIClientV1_0_15.fromURI({ uri: offer, alg: "ES256", retrieveServerMetadata: false }),
  (client) => client.getCredentialOfferConfigurationIds().join(" "),
);
const issuer = offered.getIssuer();

await refused(
  "metadata, where draft 15 looks for them",
  () => MetadataClientV1_0_15.retrieveOpenID4VCIServerMetadata(issuer, { errorOnNotFound: true }),
  ({ message }) => JSON.parse(message).error,
  "not_found",
);

// Version 1.0 puts the well-known name between the host and the path of the identifier.
const wellKnown = async (name) => {
  const { origin, pathname } = new URL(issuer);
  return (await fetch(`${origin}/.well-known/${name}${pathname}`)).json();
};
const endpointMetadata = await step(
  "metadata, fetched by hand from where version 1.0 has them",
  async () => {
    const credentialIssuerMetadata = await wellKnown("openid-credential-issuer");
    const authorizationServerMetadata = await wellKnown("oauth-authorization-server");
    const { token_endpoint } = authorizationServerMetadata;
    const { credential_endpoint, notification_endpoint } = credentialIssuerMetadata;
    return {
      issuer, token_endpoint, credential_endpoint, notification_endpoint,
      authorizationServerType: "OID4VCI", credentialIssuerMetadata, authorizationServerMetadata,
    };
  },
);
const client = await OpenID4VCIClientV1_0_15.fromState({ state: { ...offered.state, endpointMetadata } });

const redeem = (pin) => client.acquireAccessToken({ pin, createDPoPOpts: createDPoPOpts() });
const wrong = txCode.replace(/./g, (digit) => (Number(digit) + 1) % 10);
await refused("token, wrong tx_code", () => redeem(wrong), status, "status: 400");
const tokens = await step(
  "token with DPoP",
  () => redeem(txCode),
  ({ token_type: type }) => type,
);

await refused(
  "credential, asked for with the `proof` of draft 15",
  () =>
    client.acquireCredentials({
      credentialConfigurationId: "essc-validity",
      format: FORMAT, jwk: key.publicJwk, proofCallbacks, createDPoPOpts: createDPoPOpts(),
    }),
  status,
  "status: 400",
);

const requests = CredentialRequestClientBuilderV1_0_15.fromCredentialOffer({
  credentialOffer: client.credentialOffer,
  metadata: endpointMetadata,
})
  .withTokenFromResponse(tokens)
  .build();
async function request(configuration) {
  const proof = await ProofOfPossessionBuilder.fromAccessTokenResponse({
    accessTokenResponse: { ...tokens, c_nonce: await client.acquireNonce() },
    callbacks: proofCallbacks,
    version: client.version(),
  })
    .withIssuer(issuer).withAlg("ES256").withJWK(key.publicJwk)
    .build();
  const asked = { credential_configuration_id: configuration, proofs: { jwt: [proof.jwt] } };
  const answer = await requests.acquireCredentialsUsingRequest(asked, FORMAT, createDPoPOpts());
  need(answer.successBody, JSON.stringify(answer.errorBody));
  return answer.successBody;
}
let received;
for (const configuration of ["essc-validity", "essc-entitlement"]) {
  received = await step(
    `credential ${configuration}, asked for with the \`proofs\` of version 1.0`,
    () => request(configuration),
  );
  keep(configuration, received.credentials[0].credential, key.publicJwk);
}

await step(
  "notification, which the library sends without DPoP and takes for accepted",
  async () => {
    const accepted = { notification_id: received.notification_id, event: "credential_accepted" };
    const to = { notificationEndpoint: endpointMetadata.notification_endpoint };
    const { error } = await client.sendNotification(to, accepted);
    need(!error && answers.join() === "notification 401", `error ${error}, ${answers}`);
  },
  () => "refused",
);
