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
        {
            var parameter = parameters[i];
            if (parameter.Role != ParameterRole.LogitScale) continue;
            if (parameter.Value.DType == DType.Float64)
                foreach (ref var scale in parameter.Value.AsSpan<double>()) scale = Math.Min(scale, Most);
            else foreach (ref var scale in parameter.Value.AsSpan<float>()) scale = MathF.Min(scale, (float)Most);
        }
    }
}
