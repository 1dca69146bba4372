namespace Gexia.Training.Tasks;

/// <summary>What a kind of task has to be told beside what all have in common.</summary>
internal abstract record TaskOptions;
