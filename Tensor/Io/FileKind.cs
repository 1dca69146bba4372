namespace Gexia.Io;

/// <summary>What lies at a path, links followed.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or the end of a link that leads nowhere.</summary>
    Missing,

    /// <summary>An ordinary file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe: opening it waits for the other end.</summary>
    Pipe,

    /// <summary>A character or block device, which may never end.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,
}
