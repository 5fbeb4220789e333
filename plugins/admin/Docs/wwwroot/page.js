// Everything comes from this broker: no fonts, no proxy, no telemetry of others.
Scalar.createApiReference('#api', {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
})
