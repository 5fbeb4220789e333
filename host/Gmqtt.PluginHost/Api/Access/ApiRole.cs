namespace Gmqtt.PluginHost.Api.Access;

/// <summary>What a caller of the API may do.</summary>
internal enum ApiRole
{
    /// <summary>Look: GET and HEAD, and what a route opens to it by <c>[Authorize(Roles = "viewer,admin")]</c>.</summary>
    Viewer,

    /// <summary>Everything.</summary>
    Admin,
}
