using System.Data.Common;
using System.Runtime.CompilerServices;

namespace InstructRec.Catalog.Database;

/// <summary>Runs reading queries: a connection each, faults as typed errors, and a second try where a pooled connection turned out to be dead.</summary>
internal sealed class Queries(DbDataSource source)
{
    public async ValueTask<List<T>> ReadAsync<T>(string what, Action<DbCommand> prepare, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        for (bool again = false; ; again = true)
        {
            DbConnection? open = null;
            try
            {
                open = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable closing = open.ConfigureAwait(false);
                DbCommand command = open.CreateCommand();
                await using ConfiguredAsyncDisposable done = command.ConfigureAwait(false);
                prepare(command);
                var rows = new List<T>();
                DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable read = reader.ConfigureAwait(false);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(row(reader));
                }

                return rows;
            }
            catch (Exception exception) when (IsDatabaseFault(exception) && !cancellationToken.IsCancellationRequested)
            {
                // The pool may hand out a connection to a server that has restarted since; reading twice harms nobody.
                if (open is null || again || !IsConnectionFault(exception))
                {
                    throw Typed(exception, what, opened: open is not null);
                }
            }
        }
    }

    /// <summary>Rows as they come, for passes that do not fit into memory; a fault in the middle ends the pass.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string what, Action<DbCommand> prepare, Func<DbDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DbConnection connection = await Guarded(what, false, () => source.OpenConnectionAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        DbCommand command = connection.CreateCommand();
        await using ConfiguredAsyncDisposable done = command.ConfigureAwait(false);
        prepare(command);
        DbDataReader reader = await Guarded(
            what, true, () => new ValueTask<DbDataReader>(command.ExecuteReaderAsync(cancellationToken)), cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable read = reader.ConfigureAwait(false);
        while (await Guarded(what, true, () => new ValueTask<bool>(reader.ReadAsync(cancellationToken)), cancellationToken).ConfigureAwait(false))
        {
            yield return row(reader);
        }
    }

    private static async ValueTask<T> Guarded<T>(string what, bool opened, Func<ValueTask<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsDatabaseFault(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw Typed(exception, what, opened);
        }
    }

    private static bool IsDatabaseFault(Exception exception) =>
        exception is DbException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    private static bool IsConnectionFault(Exception exception) =>
        exception is not DbException fault || fault.IsTransient || fault.SqlState is null || fault.SqlState.StartsWith("08", StringComparison.Ordinal) || fault.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>
    /// A server that answers with a fault of the query's is up: what is wrong then is a name in the settings, or a right. SQLite gives no state to tell by.
    /// </summary>
    private static InstructRecException Typed(Exception exception, string what, bool opened)
    {
        string said = exception.Message.Split('\n')[0].TrimEnd('\r', '.', ' ');
        return opened && exception is DbException { SqlState.Length: 5 } fault && !IsConnectionFault(fault) && fault.SqlState[..2] is not ("53" or "57" or "58" or "XX")
            ? new InstructRecException(InstructRecErrorKind.Data, $"the database refused the query ({said})", what, "Check the names in DatabaseTables, and what the host may read", innerException: exception)
            : new InstructRecException(
                InstructRecErrorKind.Unavailable, $"the database does not answer ({said})", what,
                opened && exception is DbException { SqlState: null } ? "Try again later; if a table or column is missing, check the names in DatabaseTables" : "Try again later", innerException: exception);
    }
}
