namespace Gexia.Cpu;

/// <summary>
/// The largest tile of C that fits the registers of a lane: 32 of 512 bits hold 9×3 sums, 16 narrower ones 6×2, with B's vectors and
/// one of A beside them.
/// </summary>
internal static class TileSize<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged
{
    public static int MR => TLane.Count == 16 ? 9 : 6;

    public static int NRVectors => TLane.Count == 16 ? 3 : 2;
}
