namespace Gmqtt.Services;

/// <summary>Counters since the start and numbers now.</summary>
public interface IStatsReader
{
    /// <summary>The whole broker's.</summary>
    /// <returns>A consistent enough copy: each number is exact, all are read within microseconds.</returns>
    GlobalStats GetGlobalStats();

    /// <summary>One session's, or null when there is no such session.</summary>
    /// <param name="clientId">Whose.</param>
    /// <returns>A copy, or null.</returns>
    ClientStats? GetClientStats(string clientId);
}
