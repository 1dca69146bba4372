namespace Gexia.Training.Config;

/// <summary>A configuration that cannot be used: says where, what is there, and what may be there.</summary>
/// <param name="message">As <c>clips.json:12:5: training.stpes is no key of training; did you mean steps?</c>.</param>
public sealed class ConfigException(string message) : GexiaException(message);
