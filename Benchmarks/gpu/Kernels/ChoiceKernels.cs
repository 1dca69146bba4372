using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Choices between numbers, many of them between 1 and 0.</summary>
internal static class ChoiceKernels
{
    public static void TwoOneZero(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] == 4 ? 2 : x[At()] == 2 ? 1 : 0;

    public static void FiveOneZero(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 20 ? 5 : x[At()] > 10 ? 1 : 0;

    public static void ValueOneZero(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 20 ? x[At()] : x[At()] > 10 ? 1 : 0;

    public static void ZeroOneThree(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 20 ? 0 : x[At()] > 10 ? 1 : 3;

    public static void TwentyTenFive(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 20 ? 20 : x[At()] > 10 ? 10 : 5;

    public static void InnerFirst(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 10 ? x[At()] > 20 ? 1 : 0 : 2;

    public static void MinusOneOneZero(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 20 ? -1 : x[At()] > 10 ? 1 : 0;

    public static void Statements(ArrayView<int> x, ArrayView<int> y)
    {
        var s = 0;
        if (x[At()] == 4) s = 2;
        else if (x[At()] == 2) s = 1;
        y[At()] = s;
    }

    public static void Counted(ArrayView<int> x, ArrayView<int> y)
    {
        var count = 0;
        for (var k = 0; k < 10; k++) count += x[At()] > k ? 1 : 0;
        y[At()] = count;
    }

    public static void ByMethod(ArrayView<int> x, ArrayView<int> y) => y[At()] = Shift(x[At()]);

    public static void SumOfChoices(ArrayView<int> x, ArrayView<int> y) => y[At()] = (x[At()] > 10 ? 1 : 0) + (x[At()] > 20 ? 1 : 0);

    public static void TimesChoice(ArrayView<int> x, ArrayView<int> y) => y[At()] = 3 * (x[At()] > 10 ? 1 : 0);

    public static void OrChoice(ArrayView<int> x, ArrayView<int> y) => y[At()] = 6 | (x[At()] > 10 ? 1 : 0);

    public static void AndChoice(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] & (x[At()] > 10 ? 1 : 0);

    public static void NegativeChoice(ArrayView<int> x, ArrayView<int> y) => y[At()] = -(x[At()] > 10 ? 1 : 0);

    public static void ThroughFloat(ArrayView<int> x, ArrayView<int> y) => y[At()] = (int)(float)(x[At()] > 10 ? 1 : 0);

    public static void ThroughLong(ArrayView<int> x, ArrayView<int> y) => y[At()] = (int)(long)(x[At()] > 10 ? 1 : 0);

    public static void Between(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] > 10 && x[At()] < 20 ? 1 : 0;

    private static int Shift(int k) => k == 4 ? 2 : k == 2 ? 1 : 0;

    private static int At() => Grid.GlobalIndex.X;
}
