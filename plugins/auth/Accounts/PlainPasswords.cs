using System.Text;
using System.Threading.Channels;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Accounts;

/// <summary>Hashes passwords that stand in the file in the clear: those of the start, and those that somebody writes there later.</summary>
internal sealed class PlainPasswords
{
    private readonly AccountsFile _accounts;
    private readonly PasswordPolicy _policy;
    private readonly VerificationQueue _queue;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal PlainPasswords(AccountsFile accounts, PasswordPolicy policy, VerificationQueue queue, TimeProvider time)
    {
        _accounts = accounts;
        _policy = policy;
        _queue = queue;
        _time = time;
    }

    internal async Task HashAsync(CancellationToken stopping)
    {
        _due.Writer.TryWrite(true);
        _accounts.Changed += Look;
        try
        {
            await foreach (var _ in _due.Reader.ReadAllAsync(stopping))
            {
                foreach (var account in _accounts.Accounts.Values.Where(a => a.Password.Kind == "plain").ToList()) await HashAsync(account, stopping);
            }
        }
        finally
        {
            _accounts.Changed -= Look;
        }
    }

    private async Task HashAsync(Account account, CancellationToken stopping)
    {
        var password = Encoding.UTF8.GetBytes(account.Password.Text);
        while (true)
        {
            // Through the same queue as logins, one at a time: nobody waits long for a file of thousands.
            var hashed = await _queue.RunAsync(() => (Account: _policy.Improve(account, password, _accounts.Format.HasRoles), Done: true), stopping);
            if (hashed is { Account: { } improved }) _accounts.Improve(account, improved);
            if (hashed is not null) return;
            await Task.Delay(TimeSpan.FromSeconds(1), _time, stopping);
        }
    }

    private void Look(IReadOnlyDictionary<string, Account> before, IReadOnlyDictionary<string, Account> now)
    {
        if (now.Values.Any(a => a.Password.Kind == "plain")) _due.Writer.TryWrite(true);
    }
}
