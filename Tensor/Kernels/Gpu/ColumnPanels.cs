using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>
/// Groups that reduce columns of matrices: each takes a panel of 128, a thread four of them, and its warps share the rows. Threads side by
/// side read side by side.
/// </summary>
internal static class ColumnPanels
{
    /// <summary>Warps of a group.</summary>
    public const int Warps = 8;

    /// <summary>Threads of a group.</summary>
    public const int Threads = Warps * IGpu.WarpSize;

    /// <summary>Columns of a panel.</summary>
    public const int Width = 4 * IGpu.WarpSize;

    /// <summary>Panels of so many columns.</summary>
    public static int Count(long columns) => checked((int)((columns + Width - 1) / Width));

    /// <summary>Where a group works, of groups that are numbered panel by panel.</summary>
    /// <param name="gpu">A thread.</param>
    /// <param name="panels">Of one matrix.</param>
    /// <returns>The number of the matrix, and the first column of the panel.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GridPlace Place<TGpu>(TGpu gpu, GridAxis panels) where TGpu : struct, IGpu =>
        panels.Step(new(gpu.GridIdx, 0, 0, 0, 0));

    /// <summary>The axis of the panels, whose steps are columns.</summary>
    public static GridAxis Axis(long columns) => new(Math.Max(1, Count(columns)), Width);
}
