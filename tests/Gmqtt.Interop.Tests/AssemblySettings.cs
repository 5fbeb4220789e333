using System.Runtime.Versioning;

// Unix sockets, and tools that tests/run installs from Debian's packages.
[assembly: SupportedOSPlatform("linux")]
