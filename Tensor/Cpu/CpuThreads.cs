using System.Globalization;

namespace Gexia.Cpu;

/// <summary>
/// How many threads the CPU kernels started by the calling thread may use. Results never depend on it.
/// </summary>
public static class CpuThreads
{
    internal const int Most = 256;

    /// <summary>The count where no <see cref="Limit"/> holds: the environment variable <c>GEXIA_THREADS</c>, else the processors.</summary>
    public static int Default { get; } = Parse(Environment.GetEnvironmentVariable("GEXIA_THREADS"));

    /// <summary>The count for the calling thread.</summary>
    public static int Count => Of(Ambient.Current?.Settings ?? AmbientSettings.None);

    /// <summary>
    /// Sets the count for the calling thread until the result is disposed, <c>using (CpuThreads.Limit(1)) { … }</c>, with no
    /// <c>await</c> in between.
    /// </summary>
    /// <param name="count">1..256; may exceed the number of processors.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is outside 1..256.</exception>
    public static Scope Limit(int count)
    {
        if (count is < 1 or > Most)
            throw new ArgumentOutOfRangeException(nameof(count), $"CpuThreads.Limit: {count} threads; use 1 to {Most}.");
        var guard = Ambient.Open(out var ambient);
        ambient.Settings = ambient.Settings with { Threads = count };
        return new Scope(guard);
    }

    internal static int Of(AmbientSettings settings) => settings.Threads > 0 ? settings.Threads : Default;

    private static int Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Math.Clamp(Environment.ProcessorCount, 1, Most);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= Most
            ? count
            : throw new ArgumentException($"GEXIA_THREADS is '{text}'; use a number from 1 to {Most}.");
    }

    /// <summary>Restores the previous count when disposed.</summary>
    public readonly ref struct Scope : IDisposable
    {
        private readonly Ambient.Guard guard;

        internal Scope(Ambient.Guard guard) => this.guard = guard;

        /// <summary>Restores the previous count.</summary>
        public void Dispose() => guard.Close();
    }
}
