using ILGPU.Runtime;

namespace Gexia.Gpu;

/// <summary>Numbers the bodies of a process, so that a device finds a loaded one by an index.</summary>
internal static class BodyNumber
{
    private static int count;

    public static int Next() => Interlocked.Increment(ref count) - 1;
}

/// <summary>A body's number.</summary>
internal static class BodyNumber<TBody>
{
    public static readonly int Value = BodyNumber.Next();
}

/// <summary>A body on a device.</summary>
internal abstract class LoadedBody
{
    /// <summary>For people.</summary>
    public abstract Type Body { get; }
}

/// <inheritdoc/>
internal sealed class LoadedBody<TBody>(BodyLaunch<TBody> launch, AcceleratorStream stream) : LoadedBody where TBody : struct
{
    public BodyLaunch<TBody> Launch => launch;

    /// <summary>Where it runs.</summary>
    public AcceleratorStream Stream => stream;

    public override Type Body => typeof(TBody);
}
