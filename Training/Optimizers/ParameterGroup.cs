using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>Parameters that are trained alike.</summary>
/// <param name="Name">For logs.</param>
/// <param name="Parameters">What it holds.</param>
/// <param name="LearningRate">Peak learning rate; the schedule multiplies it.</param>
/// <param name="WeightDecay">Decoupled decay: each step first takes learning rate × decay × the value away from the value.</param>
public sealed record ParameterGroup(string Name, IReadOnlyList<Parameter> Parameters, double LearningRate, double WeightDecay);

/// <summary>Which parameters of a model form a group: the first rule that holds takes a parameter.</summary>
/// <param name="Name">For logs.</param>
/// <param name="Holds">Whether it takes a parameter.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="WeightDecay">Decoupled decay.</param>
public sealed record GroupRule(string Name, Func<Parameter, bool> Holds, double LearningRate, double WeightDecay)
{
    /// <summary>Splits parameters by rules; groups come in the rules' order, empty ones are left out.</summary>
    /// <exception cref="ArgumentException">No rule takes some parameter.</exception>
    public static IReadOnlyList<ParameterGroup> Split(IReadOnlyList<Parameter> parameters, params IReadOnlyList<GroupRule> rules)
    {
        var held = rules.Select(_ => new List<Parameter>()).ToList();
        foreach (var parameter in parameters)
        {
            var rule = 0;
            while (rule < rules.Count && !rules[rule].Holds(parameter)) rule++;
            if (rule == rules.Count)
                throw new ArgumentException($"GroupRule: no group takes {parameter}. Add a rule that holds for all others.", nameof(rules));
            held[rule].Add(parameter);
        }
        return
        [
            .. rules.Zip(held, (rule, own) => new ParameterGroup(rule.Name, own, rule.LearningRate, rule.WeightDecay))
                .Where(group => group.Parameters.Count > 0)
        ];
    }
}
