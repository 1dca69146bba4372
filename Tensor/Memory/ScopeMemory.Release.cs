namespace Gexia;

/// <summary>Giving back before the end: what the backward pass over a record does with the memory of the steps it has passed.</summary>
internal sealed partial class ScopeMemory
{
    /// <summary>Exempts from <see cref="ReleaseSince"/> what was made in this scope since a moment.</summary>
    public void SpareSince(long moment)
    {
        var since = made.Count;
        while (since > 0 && made[since - 1].Made >= moment) since--;
        held.AddRange(made[since..]);
        made.RemoveRange(since, made.Count - since);
    }

    /// <summary>Gives back what was made in this scope since a moment and was neither kept nor spared.</summary>
    public void ReleaseSince(long moment)
    {
        while (made.Count > 0 && made[^1].Made >= moment)
        {
            if (made[^1].IsSpared) held.Add(made[^1]);
            else Release(made[^1]);
            made.RemoveAt(made.Count - 1);
        }
    }

    /// <summary>
    /// Lets chosen storages of this scope become the outer scope's, as if it had made them. Nothing may have been recorded inside.
    /// </summary>
    public void PassUp(Func<Storage, bool> chosen)
    {
        foreach (var storage in made.Concat(held))
        {
            if (storage.Owner != this || !chosen(storage)) continue;
            outer?.made.Add(storage);
            PassTo(outer, storage);
        }
    }

    /// <summary>
    /// f's value; whatever else f makes goes back at once. Nothing may be recorded inside. Outside scopes, just f's value.
    /// </summary>
    public static Tensor Only(Func<Tensor> f)
    {
        if (Current is null) return f();
        using var scope = TensorScope.Begin();
        var y = f();
        scope.Memory!.PassUp(storage => storage == y.Storage);
        return y;
    }
}
