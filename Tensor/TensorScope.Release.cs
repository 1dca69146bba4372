namespace Gexia;

/// <summary>Giving back before the end: what the walk back over a record does with the memory of the steps it has passed.</summary>
public sealed partial class TensorScope
{
    /// <summary>Exempts from <see cref="ReleaseSince"/> what was made in this scope since a moment.</summary>
    internal void SpareSince(long moment)
    {
        var since = made.Count;
        while (since > 0 && made[since - 1].Made >= moment) since--;
        held.AddRange(made[since..]);
        made.RemoveRange(since, made.Count - since);
    }

    /// <summary>Gives back what was made in this scope since a moment and was neither kept nor spared.</summary>
    internal void ReleaseSince(long moment)
    {
        while (made.Count > 0 && made[^1].Made >= moment)
        {
            if (made[^1].IsSpared) held.Add(made[^1]);
            else Release(made[^1]);
            made.RemoveAt(made.Count - 1);
        }
    }

    /// <summary>Lets chosen storages of this scope become the outer scope's, as if it had made them. Nothing may have been recorded inside.</summary>
    internal void PassUp(Func<Storage, bool> chosen)
    {
        foreach (var storage in made.Concat(held))
        {
            if (storage.Owner != this || !chosen(storage)) continue;
            storage.Owner = outer;
            outer?.made.Add(storage);
            if (outer is null) Live.Add(-storage.Bytes);
        }
    }

    /// <summary>Until the result is disposed, the memory of this thread's open scopes is out of reach: for what must not depend on it.</summary>
    internal static Withheld Withhold()
    {
        var taken = new List<(Storage, PinnedBuffer)>();
        for (var scope = current; scope is not null; scope = scope.outer)
            foreach (var storage in scope.made.Concat(scope.held))
            {
                if (storage.Owner != scope || storage.Release() is not { } buffer) continue;
                storage.IsWithheld = true;
                taken.Add((storage, buffer));
            }
        return new(taken);
    }

    /// <summary>Ends a <see cref="Withhold"/>.</summary>
    internal readonly struct Withheld(List<(Storage Storage, PinnedBuffer Buffer)> taken) : IDisposable
    {
        /// <summary>Gives the scopes their memory again.</summary>
        public void Dispose()
        {
            foreach (var (storage, buffer) in taken)
            {
                storage.Attach(buffer);
                storage.IsWithheld = false;
            }
        }
    }

    /// <summary>f's value; whatever else f makes goes back at once. Nothing may be recorded inside. Outside scopes, just f's value.</summary>
    internal static Tensor Only(Func<Tensor> f)
    {
        if (current is null) return f();
        using var scope = Begin();
        var y = f();
        scope.PassUp(storage => storage == y.Storage);
        return y;
    }
}
