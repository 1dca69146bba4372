namespace Gexia.Cli.Reproduce;

/// <summary>What the tables of one call share, such as trainings that several of them compare: made by the first that asks.</summary>
internal sealed class SharedWork
{
    private readonly Dictionary<Type, object> made = [];

    /// <summary>The one of that type.</summary>
    /// <param name="make">Makes it, at most once.</param>
    public T Of<T>(Func<T> make) where T : class
    {
        if (!made.TryGetValue(typeof(T), out var value)) made[typeof(T)] = value = make();
        return (T)value;
    }
}
