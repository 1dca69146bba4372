using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder;

/// <summary>One way to compute something; each next one on a ladder is faster for one reason.</summary>
internal interface IRung<in TProblem> where TProblem : IProblem
{
    string Name { get; }

    /// <summary>Computes the problem's result on the calling thread.</summary>
    /// <typeparam name="TLane">The machine's vector of floats, for rungs that use one.</typeparam>
    void Run<TLane>(TProblem problem) where TLane : struct, ILane<TLane, float>;
}

/// <summary>Inputs, room for the result, and what the result should be.</summary>
internal interface IProblem
{
    string Shape { get; }

    /// <summary>Floating-point operations, in 10⁹.</summary>
    double Gflop { get; }

    float[] Result { get; }

    double[] Exact();
}
