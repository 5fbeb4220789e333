namespace Gmqtt.Admin.Http;

/// <summary>The answer <c>{}</c>: it is done.</summary>
internal sealed record Empty;
