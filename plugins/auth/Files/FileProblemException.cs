namespace Gmqtt.Auth.Files;

/// <summary>What is wrong with a file, where, and what to write instead.</summary>
internal sealed class FileProblemException : Exception
{
    /// <param name="file">Its path.</param>
    /// <param name="line">From 1; 0 for the file as a whole.</param>
    /// <param name="column">From 1; 0 for the line as a whole.</param>
    /// <param name="problem">A sentence that tells the fix.</param>
    internal FileProblemException(string file, int line, int column, string problem)
        : base(line == 0 ? $"{file}: {problem}" : $"{file}:{line}:{Math.Max(column, 1)}: {problem}")
    {
        Line = line;
        Column = column;
        Problem = problem;
    }

    internal int Line { get; }

    internal int Column { get; }

    internal string Problem { get; }
}
