using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>
/// Keeps the learnt temperature from collapsing: the logit scale exp(ℓ) stays at most 100 (Radford et al., arXiv 2103.00020, §2.5).
/// </summary>
public static class TemperatureClamp
{
    /// <summary>ln 100.</summary>
    public const double Most = 4.605170185988091;

    /// <summary>ℓ ← min(ℓ, ln 100) for every parameter that is a logit scale; call after each step.</summary>
    public static void Apply(IReadOnlyList<Parameter> parameters)
    {
        for (var i = 0; i < parameters.Count; i++)      // a foreach over an interface makes an object
            if (parameters[i].Role == ParameterRole.LogitScale) Apply(parameters[i].Value);
    }

    /// <summary>ℓ ← min(ℓ, ln 100), wherever it lives.</summary>
    internal static void Apply(Tensor value)
    {
        if (!value.Device.IsHost)
        {
            ElementwiseLoops.Map(new Limit(), value, value);
            value.CountWriting();
        }
        else if (value.DType == DType.Float64) foreach (ref var scale in value.AsSpan<double>()) scale = Math.Min(scale, Most);
        else foreach (ref var scale in value.AsSpan<float>()) scale = MathF.Min(scale, (float)Most);
    }

    internal readonly struct Limit : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Min(x, TLane.Of(Most));
    }
}
