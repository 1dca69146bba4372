namespace Gexia.Data.Image;

/// <summary>A picture file that cannot be read: says which file, where in it and why.</summary>
public sealed class ImageException : GexiaException
{
    /// <summary>An error at one place of a file.</summary>
    /// <param name="file">Name or path, as shown to the user.</param>
    /// <param name="offset">Byte offset of the faulty part; −1 when it has no one place.</param>
    /// <param name="reason">What is wrong, in a few words.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public ImageException(string file, long offset, string reason, Exception? inner = null)
        : base(offset < 0 ? $"{file}: {reason}" : $"{file}: {reason} (at byte {offset})", inner)
    {
        File = file;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>Name or path of the file.</summary>
    public string File { get; }

    /// <summary>Byte offset of the faulty part, or −1.</summary>
    public long Offset { get; }

    /// <summary>What is wrong, without file and offset.</summary>
    public string Reason { get; }

    /// <summary>Whether reading was ended by one of <see cref="PictureLimits"/>, so that the file itself may be good.</summary>
    public bool IsLimit { get; init; }

    /// <summary>Whether a later try may succeed, because time was short, as happens on a busy machine.</summary>
    public bool MayPass { get; init; }

    /// <summary>A file above one of <see cref="PictureLimits"/>.</summary>
    internal static ImageException Above(string file, long offset, string reason, Exception? inner = null) =>
        new(file, offset, reason, inner) { IsLimit = true };
}
