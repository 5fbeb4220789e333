namespace Gmqtt.Configuration;

/// <summary>Guesses what a misspelt word was meant to be.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest edits between it and the word, when they are few; else null.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        var best = candidates.Select(c => (Candidate: c, Edits: Edits(word.ToLowerInvariant(), c.ToLowerInvariant()))).OrderBy(c => c.Edits).FirstOrDefault();
        return best.Candidate is not null && best.Edits <= Math.Max(1, Math.Min(word.Length, best.Candidate.Length) / 3) ? best.Candidate : null;
    }

    /// <summary>Levenshtein's distance with swapped neighbours as one edit, row by row.</summary>
    private static int Edits(string a, string b)
    {
        var (beforeLast, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), substituted);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
