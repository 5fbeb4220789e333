using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>What kind of file a dll is.</summary>
internal enum ImageKind
{
    /// <summary>A .NET assembly.</summary>
    Managed,

    /// <summary>A complete image of something else, such as a native library.</summary>
    Foreign,

    /// <summary>Cut off, or still being written.</summary>
    Incomplete,

    /// <summary>Not an image at all, or one with nonsense in its headers.</summary>
    Unreadable,
}

/// <summary>
/// A dll, read in one go. Not through a mapping: a mapped file that somebody truncates takes the process with it.
/// </summary>
internal sealed class AssemblyImage : IDisposable
{
    private readonly PEReader? _reader;

    private AssemblyImage(ImageKind kind, PEReader? reader = null)
    {
        Kind = kind;
        _reader = reader;
        Metadata = reader?.GetMetadataReader();
    }

    public ImageKind Kind { get; }

    /// <summary>The metadata of a managed image; null for any other.</summary>
    public MetadataReader? Metadata { get; }

    /// <summary>Reads a dll.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static AssemblyImage Read(string path) => Of(File.ReadAllBytes(path));

    /// <summary>Looks at a dll's bytes; never throws.</summary>
    public static AssemblyImage Of(byte[] bytes)
    {
        // A file that is being copied may have its full length already and zeros where the rest will be.
        if (bytes.Length < 2 || !bytes.AsSpan(0, Math.Min(bytes.Length, 64)).ContainsAnyExcept((byte)0))
            return new AssemblyImage(ImageKind.Incomplete);
        if (bytes[0] != 'M' || bytes[1] != 'Z')
            return new AssemblyImage(ImageKind.Unreadable);
        var reader = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(bytes));
        try
        {
            if (!IsComplete(reader.PEHeaders, bytes.Length))
                return new AssemblyImage(ImageKind.Incomplete);
            return reader.HasMetadata ? new AssemblyImage(ImageKind.Managed, reader) : new AssemblyImage(ImageKind.Foreign);
        }
        catch (Exception)
        {
            return new AssemblyImage(IsCutOff(bytes) ? ImageKind.Incomplete : ImageKind.Unreadable);
        }
    }

    public void Dispose() => _reader?.Dispose();

    /// <summary>
    /// Whether a section reaches behind the end: the framework's reader throws where the .NET header is behind it too. The rows of the section table have 40 bytes, the section's length
    /// at 16, its place at 20 (PE format, "Section Table").
    /// </summary>
    private static bool IsCutOff(ReadOnlySpan<byte> bytes)
    {
        // The headers of every image there is fit into 4 KiB.
        if (bytes.Length < 4096)
            return true;
        long head = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x3C..]);
        if (head > bytes.Length - 24)
            return false;
        var sections = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(int)(head + 6)..]);
        var row = head + 24 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(int)(head + 20)..]);
        for (; sections > 0 && row <= bytes.Length - 40; sections--, row += 40)
        {
            var section = bytes[(int)row..];
            if ((long)BinaryPrimitives.ReadUInt32LittleEndian(section[16..]) + BinaryPrimitives.ReadUInt32LittleEndian(section[20..]) > bytes.Length)
                return true;
        }

        return false;
    }

    private static bool IsComplete(PEHeaders headers, int length)
    {
        foreach (var section in headers.SectionHeaders)
        {
            if ((long)(uint)section.PointerToRawData + (uint)section.SizeOfRawData > length)
                return false;
        }

        // The signature is the one directory whose address is a place in the file, behind the sections.
        var signature = headers.PEHeader?.CertificateTableDirectory ?? default;
        return (long)(uint)signature.RelativeVirtualAddress + (uint)signature.Size <= length;
    }
}
