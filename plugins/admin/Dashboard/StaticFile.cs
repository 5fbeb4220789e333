using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace Gmqtt.Admin.Dashboard;

/// <summary>One file for browsers.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="ETag">Differs when the content does, quotes included.</param>
internal sealed record StaticFile(byte[] Content, string ContentType, string ETag)
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Whether the bytes are compressed by gzip, as a library may bring them.</summary>
    internal bool IsGzip => Content is [0x1F, 0x8B, ..];

    /// <summary>A file of that name.</summary>
    internal static StaticFile Of(string name, byte[] content)
    {
        if (!Types.TryGetContentType(name, out var type)) type = "application/octet-stream";
        if (type.StartsWith("text/", StringComparison.Ordinal)) type += "; charset=utf-8";
        return new StaticFile(content, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");
    }
}
