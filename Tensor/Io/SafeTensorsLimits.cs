namespace Gexia.Io;

/// <summary>What the header of a safetensors file from a stranger may cost before it is refused.</summary>
/// <remarks>
/// The format allows a header of 100 MB, which could name a million tensors and take gigabytes once it is read. The largest published
/// models have some thousand tensors in a file. With these limits a header costs a few times its own bytes, and time in proportion to them.
/// </remarks>
public sealed record SafeTensorsLimits
{
    /// <summary>The format's own bound on the header, in bytes.</summary>
    public const int MostHeaderBytes = 100_000_000;

    /// <summary>The limits used when none are given.</summary>
    public static SafeTensorsLimits Default { get; } = new();

    /// <summary>Tensors of one file.</summary>
    public int Tensors { get; init; } = 100_000;

    /// <summary>Entries of the metadata; their texts are bounded by the header alone.</summary>
    public int Notes { get; init; } = 100_000;

    /// <summary>Bytes of a tensor's name, or of a key of the metadata.</summary>
    public int Name { get; init; } = 4_096;
}
