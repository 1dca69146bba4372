using Gexia.Gpu;

namespace Gexia;

/// <summary>The largest of each row, or with sign −1 the smallest; NaN where any is NaN.</summary>
internal readonly struct ExtremumForwardBody<TStored, TTeam, TFours>(int rows, int width, float sign) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var least = float.NegativeInfinity * sign;
        var most = Float4.Of(float.NegativeInfinity);
        for (var at = 0; at < part.Width; at += part.Stretch) most = Float4.Max(most, part.Load(x, at, least) * sign);
        var all = part.Max(gpu, shared, Float4.Most(most));
        if (part.IsFirst) TStored.Store(y, part.Row, all * sign);
    }
}

/// <summary>
/// The first place of each row where its extremum y stands, or else NaN, gets dy. dx holds zeros before. Places are found as floats: first
/// the smallest of their upper bits, then of the twelve lower ones that go with it, both exact.
/// </summary>
internal readonly struct ExtremumBackwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    private const int LowerBits = 12;

    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1], dY = operands[2], dX = operands[3];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var most = TStored.Load(y, part.Row);
        var first = width - 1;
        for (var at = 0; at < part.Width; at += part.Stretch)
        {
            var values = part.Load(x, at, 0);
            first = Earlier(values.X, most, part.Place(at, 0), first);
            first = Earlier(values.Y, most, part.Place(at, 1), first);
            first = Earlier(values.Z, most, part.Place(at, 2), first);
            first = Earlier(values.W, most, part.Place(at, 3), first);
        }
        var upper = first >> LowerBits;
        var leastUpper = (int)-part.Max(gpu, shared, -(float)upper);
        var lower = first & ((1 << LowerBits) - 1);
        if (upper != leastUpper) lower = 1 << LowerBits;
        var leastLower = (int)-part.Max(gpu, shared, -(float)lower);
        if (part.IsFirst) TStored.Store(dX, part.Start + (leastUpper << LowerBits) + leastLower, TStored.Load(dY, part.Row));
    }

    // A place beyond the row is never earlier.
    private static int Earlier(float value, float most, int place, int first)
    {
        if (place < first)
        {
            if (value == most) first = place;
            if (float.IsNaN(value)) first = place;
        }
        return first;
    }
}
