package org.lastgasp.notification;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.lastgasp.files.SecretFile;

/** A mail server as a target: one plain message for each change. */
public final class MailTarget implements NoticeTarget {
  private static final String PATIENCE = "15000"; // ms, for connecting and for each answer

  private final Settings settings;
  private final String installation;
  private final Supplier<SSLContext> tls;

  /** The way in which a mail server is reached. */
  public enum Encryption {
    /** Begun in the open, refused if the server cannot switch to TLS. */
    STARTTLS,
    /** TLS from the first byte. */
    IMPLICIT,
    /** None: for a server on this machine. */
    NONE
  }

  /**
   * The settings of mail.
   *
   * @param password the file with the user's password, read for each message
   */
  public record Settings(
      List<String> to,
      String from,
      String host,
      int port,
      Encryption encryption,
      Optional<String> user,
      Optional<Path> password) {
    public Settings {
      to = List.copyOf(to);
    }
  }

  /**
   * Of one server.
   *
   * @param installation the name of this gateway
   * @param tls whom to trust
   */
  public MailTarget(Settings settings, String installation, Supplier<SSLContext> tls) {
    this.settings = settings;
    this.installation = installation;
    this.tls = tls;
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public Optional<String> tell(Change change) {
    if (settings.password().isEmpty()) {
      return tell(change, null);
    }
    Path file = settings.password().get();
    return switch (SecretFile.read(file, 1)) {
      case SecretFile.Result.Secret password -> tell(change, password.text());
      case SecretFile.Result.Unusable not ->
          Optional.of("the password in " + file + " cannot be used: " + not.found());
    };
  }

  private Optional<String> tell(Change change, @Nullable String password) {
    try {
      Session session = Session.getInstance(properties());
      MimeMessage message = message(session, change);
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect(
            settings.host(), settings.port(), settings.user().orElse(null), password);
        transport.sendMessage(message, message.getAllRecipients());
      }
      return Optional.empty();
    } catch (MessagingException failed) {
      return Optional.of(settings.host() + ":" + settings.port() + ": " + words(failed));
    }
  }

  private static String words(Exception failed) {
    String text = String.valueOf(failed.getMessage()).strip().replaceAll("\\s+", " ");
    return failed.getCause() == null ? text : text + " (" + failed.getCause().getMessage() + ")";
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", PATIENCE);
    properties.put("mail.smtp.timeout", PATIENCE);
    properties.put("mail.smtp.writetimeout", PATIENCE);
    properties.put("mail.smtp.auth", String.valueOf(settings.user().isPresent()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.encryption()) {
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls.get().getSocketFactory());
      }
      case IMPLICIT -> {
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls.get().getSocketFactory());
      }
      case NONE -> {}
    }
    return properties;
  }

  private MimeMessage message(Session session, Change change) throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(settings.from()));
    for (String each : settings.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(each));
    }
    message.setSubject(subject(change), "UTF-8");
    message.setText(text(change), "UTF-8");
    message.setSentDate(Date.from(change.at()));
    message.setHeader("Auto-Submitted", "auto-generated"); // nobody's absence need answer it
    return message;
  }

  private String subject(Change change) {
    String began = reasons(change.began());
    String over = reasons(change.over());
    String news =
        began.isEmpty() ? "over: " + over : over.isEmpty() ? began : began + "; over: " + over;
    return "[" + installation + "] " + news;
  }

  private static String reasons(List<Standing> notices) {
    return notices.stream().map(each -> each.notice().reason()).collect(Collectors.joining(", "));
  }

  private String text(Change change) {
    StringBuilder text = new StringBuilder();
    part(text, "New", change.began());
    part(text, "Over", change.over());
    part(
        text,
        "Still so",
        change.all().stream().filter(each -> !change.began().contains(each)).toList());
    return text.append("More, and what exactly: lastgasp status\n").toString();
  }

  private static void part(StringBuilder text, String title, List<Standing> notices) {
    if (notices.isEmpty()) {
      return;
    }
    text.append(title).append(":\n");
    for (Standing each : notices) {
      text.append("  ").append(each.notice().summary()).append(", since ")
          .append(each.since().truncatedTo(ChronoUnit.SECONDS)).append("\n");
      if (!title.equals("Over")) {
        text.append("    ").append(each.notice().toDo()).append("\n");
      }
    }
    text.append("\n");
  }
}
